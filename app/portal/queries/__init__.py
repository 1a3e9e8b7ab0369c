"""What the portal reads of every room."""
