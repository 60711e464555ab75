-- Tells which layout of keys this database holds.
return "1"
