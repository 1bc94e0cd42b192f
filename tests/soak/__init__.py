"""The long form of the robustness checks, on demand."""
