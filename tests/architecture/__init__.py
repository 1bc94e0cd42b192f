"""The tests of the architecture: each contract is broken on purpose, on a copy of the tree.

A rule that nobody has seen fail may as well not be there. So `breaks` lists edits that break
the contracts of .importlinter, and `test_contracts` makes each edit and reads what the linter
says. `blind_spots` looks for what the linter cannot see, and is itself tried on bad samples.
"""
