-- the same for every spelling of one address (http or https, www, trailing slash), as in captures; null for what an older version met
ALTER TABLE urls ADD COLUMN address_id INTEGER;
UPDATE urls SET address_id = (SELECT captures.address_id FROM captures WHERE captures.id = urls.capture_id);
CREATE INDEX urls_address ON urls (address_id);
