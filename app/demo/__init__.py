"""The demo street 风尚街道: one invented year, loaded through the commands as if people had done it."""
