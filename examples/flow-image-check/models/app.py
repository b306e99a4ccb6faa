"""Stand-ins for the models of an image recogniser. They are rules of a few lines, named for what they do, and no judgement of any image."""

DICTIONARY = {"un": "a", "día": "day", "buen": "good", "en": "at", "la": "the", "playa": "beach", "maldito": "damned", "domingo": "sunday"}
BAD_WORDS = {"damned"}
FLAG_SHARE = 0.5


def skin_share(event):
    return share(event["image"], lambda red, green, blue: red > 180 and 30 < red - green < 90 and blue < green)


def red_share(event):
    return share(event["image"], lambda red, green, blue: red > 150 and green < 60 and blue < 60)


def either(event):
    return {"flag": event["a"] or event["b"]}


def caption(event):
    return {"text": event["image"]["caption"]}


def dictionary(event):
    return {"text": " ".join(DICTIONARY.get(word, word) for word in event["text"].lower().split())}


def word_list(event):
    return {"flag": any(word in BAD_WORDS for word in event["text"].split())}


def share(image, matches):
    pixels = [pixel for row in image["rows"] for pixel in row]
    found = sum(1 for pixel in pixels if matches(*pixel)) / len(pixels)
    return {"share": found, "flag": found >= FLAG_SHARE}


MODELS = {
    "skin-share": skin_share,
    "red-share": red_share,
    "either": either,
    "caption": caption,
    "dictionary": dictionary,
    "word-list": word_list,
}


def handler(event, context):
    return MODELS[event["model"]](event)
