"""What makes and runs the demo's four portals."""
