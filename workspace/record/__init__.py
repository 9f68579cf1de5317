"""The record: the append-only, tamper-evident log of acts. Takes plain values, knows no other feature."""
