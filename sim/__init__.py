"""treillis: a laboratory of organisations, mechanical, organic and between."""
