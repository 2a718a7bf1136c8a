package store

// Tables of the data database by what a backup does with them.
var Carried, Proven, Momentary = carried, proven, momentary

// Flags are the columns of truth values.
var Flags = flags
