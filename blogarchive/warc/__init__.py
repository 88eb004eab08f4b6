"""What any web archive would accept: write what crossed the wire, read it back as pages, verify, mend."""
