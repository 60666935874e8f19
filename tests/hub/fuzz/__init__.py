"""Generated requests for every route of headquarters, valid ones and broken ones."""
