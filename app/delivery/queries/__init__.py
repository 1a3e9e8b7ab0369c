"""What is read of delivery."""
