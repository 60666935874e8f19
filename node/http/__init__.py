"""The HTTP door both programs share: problems, deadlines, origins, pages and live streams."""
