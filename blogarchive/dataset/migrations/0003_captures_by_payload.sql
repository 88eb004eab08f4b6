-- What was sent before is not kept twice: the first capture of a payload is looked up for every answer.
CREATE INDEX captures_by_payload ON captures (payload_digest, date) WHERE type = 'response';
