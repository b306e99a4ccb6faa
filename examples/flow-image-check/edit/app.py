"""Reads images in the PPM format (text, P3), where comments are captions, and covers them with a mosaic."""

BLOCK = 2


def handler(event, context):
    return {"image": read(event["image"]) if event["do"] == "upload" else mosaic(event["image"])}


def read(text):
    lines = text.splitlines()
    caption = " ".join(line[1:].strip() for line in lines if line.startswith("#"))
    kind, width, height, _brightest, *values = " ".join(line for line in lines if not line.startswith("#")).split()
    if kind != "P3":
        raise ValueError(f"images must be PPM in the P3 form, not {kind}")
    numbers = [int(value) for value in values]
    pixels = [numbers[at : at + 3] for at in range(0, len(numbers), 3)]
    width, height = int(width), int(height)
    return {"caption": caption, "rows": [pixels[row * width : (row + 1) * width] for row in range(height)]}


def mosaic(image):
    rows = image["rows"]
    return {**image, "rows": [[mean_around(rows, x, y) for x in range(len(row))] for y, row in enumerate(rows)]}


def mean_around(rows, x, y):
    block = [pixel for row in rows[y - y % BLOCK :][:BLOCK] for pixel in row[x - x % BLOCK :][:BLOCK]]
    return [sum(pixel[channel] for pixel in block) // len(block) for channel in range(3)]
