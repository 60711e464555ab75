// Grows.
