"""The HTTP application: it turns requests into calls and results into bytes, and knows nothing else."""
