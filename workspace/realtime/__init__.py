"""The live connections of this process: who is there, what they may say, and how they are told."""
