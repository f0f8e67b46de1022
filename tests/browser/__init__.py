"""The site in a real Chromium. Each module is in the group `browser`, so that one worker runs them all."""
