"""The words for everything that a scene may hold; the first of a row is what most people say, so it may stand there twice."""

COLOUR_WORDS = {
    "red": ("red", "red", "red", "crimson", "scarlet"), "orange": ("orange", "orange", "amber"),
    "yellow": ("yellow", "yellow", "golden"), "green": ("green", "green", "emerald"),
    "teal": ("teal", "teal", "turquoise", "cyan"), "blue": ("blue", "blue", "azure"),
    "purple": ("purple", "purple", "violet"), "pink": ("pink", "pink", "rose"),
}
PLACE_WORDS = {
    "forest": ("forest", "forest", "forest", "woods", "woodland", "trees"),
    "beach": ("beach", "beach", "beach", "seaside", "shore", "tropical beach"),
    "sea": ("sea", "sea", "ocean", "open sea", "waves"),
    "mountains": ("mountains", "mountains", "mountain landscape", "mountain range", "peaks", "alps"),
    "desert": ("desert", "desert", "desert", "dunes", "sand dunes"),
    "city": ("city", "city", "city skyline", "skyline", "downtown", "skyscrapers"),
    "meadow": ("meadow", "meadow", "meadow", "field", "grassland", "hills"),
    "lake": ("lake", "lake", "mountain lake", "lake and mountains", "lakeside"),
    "snowfield": ("snowfield", "snow", "snowy landscape", "winter landscape", "arctic"),
    "island": ("island", "island", "small island", "islet"),
    "river": ("river", "river", "river valley", "stream", "winding river"),
    "waterfall": ("waterfall", "waterfall", "waterfalls", "cascade"),
    "village": ("village", "village", "small town", "hamlet", "town"),
    "canyon": ("canyon", "canyon", "gorge", "grand canyon"),
    "volcano": ("volcano", "volcano", "volcanic mountain", "erupting volcano"),
}
GROUND_WORDS = {
    "forest": ("forest", "forest", "trees", "woods", "leaves"), "beach": ("sand", "sand", "beach"),
    "mountains": ("mountains", "mountains", "peaks", "rocks"), "desert": ("desert", "desert", "dunes", "sand"),
    "meadow": ("meadow", "meadow", "grass", "hills", "field"), "city": ("city", "city", "buildings", "towers"),
    "lake": ("mountains", "hills"), "island": ("island", "island"), "river": ("grass", "fields", "meadows"),
    "waterfall": ("rocks", "cliffs"), "village": ("fields", "hills", "grass"), "canyon": ("canyon", "canyon", "cliffs", "rocks"),
    "volcano": ("volcano", "volcano"),
}
WATER_WORDS = {
    "beach": ("sea", "sea", "ocean", "water"), "sea": ("sea", "sea", "ocean", "water", "waves"), "city": ("water", "river"),
    "lake": ("lake", "lake", "water"), "island": ("sea", "sea", "ocean", "water"), "river": ("river", "river", "water"),
    "waterfall": ("water", "waterfall"), "canyon": ("river", "water"),
}
TREE_WORDS = ("trees", "trees", "leaves")
LIGHT_WORDS = {
    "day": ("day", "daytime", "daylight", "noon", "sunny day"), "sunset": ("sunset", "sunset", "dusk", "evening"),
    "sunrise": ("sunrise", "sunrise", "dawn", "early morning"), "golden hour": ("golden hour", "golden hour", "golden light", "late afternoon"),
    "night": ("night", "night", "midnight"), "blue hour": ("blue hour", "blue hour", "twilight"),
    "storm": ("storm", "storm", "thunderstorm", "rain", "stormy weather"), "fog": ("fog", "fog", "mist", "foggy", "misty"),
    "aurora": ("aurora", "aurora", "northern lights", "aurora borealis"),
}
LIGHT_PHRASES = {
    "day": ("by day", "at noon", "in daylight", "on a clear day", "during the day"),
    "sunset": ("at sunset", "at sunset", "at dusk", "in the evening", "during sunset"),
    "sunrise": ("at sunrise", "at dawn", "in the morning", "at sunrise"), "golden hour": ("at golden hour", "in golden light", "during golden hour"),
    "night": ("at night", "at night", "by night", "at midnight"), "blue hour": ("at blue hour", "at twilight", "during the blue hour"),
    "storm": ("in a storm", "in the rain", "during a thunderstorm", "in stormy weather"), "fog": ("in fog", "in the mist", "in the fog"),
    "aurora": ("under the aurora", "under northern lights", "with aurora"),
}
SEASON_WORDS = {"spring": ("spring",), "summer": ("summer",), "autumn": ("autumn", "autumn", "fall"), "winter": ("winter", "snowy", "winter")}
SEASON_PHRASES = {"spring": ("in spring",), "summer": ("in summer",), "autumn": ("in autumn", "in autumn", "in fall"),
                  "winter": ("in winter", "in winter", "in the snow")}

# thing -> ways to name one of it, ways to name more
THING_WORDS = {
    "sun": (("sun", "sun", "the sun", "a bright sun", "big sun"), None), "moon": (("moon", "moon", "full moon", "a moon", "moonlight"), None),
    "stars": (("stars", "stars", "starry sky", "many stars"), None), "clouds": (("clouds", "clouds", "cloudy sky", "some clouds"), None),
    "birds": (("birds", "birds", "flying birds", "a flock of birds"), None),
    "balloon": (("hot air balloon", "a hot air balloon", "hot-air balloon", "balloon"), ("hot air balloons", "balloons")),
    "house": (("house", "house", "a house", "small house", "cottage"), ("houses",)), "cabin": (("cabin", "a cabin", "log cabin", "wooden cabin", "hut"), None),
    "lighthouse": (("lighthouse", "a lighthouse"), None), "windmill": (("windmill", "a windmill", "mill"), None),
    "castle": (("castle", "castle", "a castle"), None), "campfire": (("campfire", "a campfire", "bonfire", "fire"), None),
    "palm": (("palm tree", "a palm tree", "palm", "a palm"), ("palm trees", "palms")),
    "pine": (("pine tree", "a pine tree", "pine", "fir tree"), ("pine trees", "pines")),
    "bridge": (("bridge", "a bridge", "stone bridge"), None),
    "sailboat": (("sailboat", "sailboat", "a sailboat", "boat", "sailing boat", "a ship"), ("sailboats", "boats", "ships")),
}
# how a thing stands in a place
IN = {place: ("in", "in") for place in PLACE_WORDS} | {
    "beach": ("on", "on", "at"), "sea": ("on", "by", "in"), "lake": ("by", "on", "at"), "island": ("on",), "river": ("by", "on", "at"),
    "waterfall": ("by", "at"), "volcano": ("by", "near", "under"), "mountains": ("in", "over"), "snowfield": ("in", "on")}

# how a picture is rendered; a caption that says one is true only of pictures drawn so
STYLE_WORDS = {
    "flat illustration": ("flat illustration", "flat illustration", "flat design", "vector art"),
    "watercolor": ("watercolor", "watercolor", "watercolour", "watercolor painting"), "low poly": ("low poly", "low poly", "low poly art", "polygons"),
    "pixel art": ("pixel art", "pixel art", "8-bit", "pixelated"), "line drawing": ("line drawing", "line drawing", "ink drawing", "line art"),
    "poster": ("poster", "poster", "screen print", "travel poster"),
}

HABITS = (
    "digital art", "trending", "trending on artstation", "highly detailed", "4k", "8k", "California", "professional photography",
    "beautiful", "masterpiece", "best quality", "illustration", "flat illustration", "vector art", "wallpaper", "concept art",
    "landscape", "scenery", "Nikon DSLR", "sharp focus", "wide angle", "award winning", "dramatic", "stunning", "cinematic",
    "poster", "minimalist", "ultra hd", "matte painting", "artstation", "photo", "photography", "realistic", "intricate", "uhd",
)
OPENERS = ("", "", "", "a ", "the ", "a picture of a ", "an illustration of a ", "painting of a ", "beautiful ", "California ", "photo of a ",
           "view of a ")
