"""The commands of `loa`, a file each. Top floor: they may use every other room."""
