"""What a page says of time -> ISO 8601: in any language, on any clock, as precise as stated."""

from blogarchive.dates.parsing import DateReader, Spot, from_machine, is_unsure, parse, settled, spot

__all__ = ["DateReader", "Spot", "from_machine", "is_unsure", "parse", "settled", "spot"]
