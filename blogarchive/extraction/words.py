"""Words that pages of many languages put around names, told once for all who read them."""

from __future__ import annotations

SAYING = (
    r"says?|said|wrote|writes|commented|replied(?:\ to)?|responded|schreibt|schrieb|sagte?|meint\w*"
    r"|kommentiert\w*|dice|dijo|ha\ detto|escribió|comentó|disse|diz|escreveu|comentou|a\ écrit|a\ dit|dit"
    r"|écrit|scrive|ha\ scritto|zegt|schreef|skriver|skrev|sier|säger|siger|sanoo|kirjoitti|pisze"
    r"|napisał\w*|mówi|napsal\w*|píše|hovorí|írta|mondja|spune|a\ spus|пишет|сказал\w*|говорит|пише|каза"
    r"|λέει|diyor\ ki|dedi\ ki|berkata|mengatakan|nói|より|のコメント|说道?|說道?|님의\ 말"
)
"""What stands behind a commenter's name: "NAME says:", as alternatives of a regular expression."""
