"""GS1 codes: element strings, Digital Links and plain GTINs and SSCCs, read and written."""
