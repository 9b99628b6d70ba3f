"""Scenarios for a room of people: two organisations, one world, and what the story promises."""
