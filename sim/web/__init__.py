"""The coach's page: frames of two lives, stories, the server and the offline file."""
