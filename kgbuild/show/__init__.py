"""An exchange drawn for people: as data, in the terminal, as a picture."""
