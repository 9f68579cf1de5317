"""Hocuspocus and y-websocket beside the workspace, on the same keystrokes.

They acknowledge before anything is stored, and check nothing; here each step is parsed, mapped, checked, attributed
and on disk before it is acknowledged.
"""
