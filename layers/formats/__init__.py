"""Files, drawings and servers as frames, as they stand there."""
