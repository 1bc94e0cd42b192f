"""The tests of what stands around the layers."""
