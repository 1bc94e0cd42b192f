"""What holds for any input at all, and what other parsers make of the same input.

These tests look across the layers and take longer than those of one layer, so they stand apart.
`grammar` draws requests, sound and spoilt; `peers` asks other parsers; `differences` says why we
do not agree with them.
"""
