"""Two states of a workspace compared thing by thing: revisions from git, changes in words, answers that change."""
