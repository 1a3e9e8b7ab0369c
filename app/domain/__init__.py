"""The ground: pure rules. No framework, no database, no clock, no file, no chance, no global state."""
