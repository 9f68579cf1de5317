"""What whoever operates the workspace needs: how it is, what it does, keeping copies and bringing them back."""
