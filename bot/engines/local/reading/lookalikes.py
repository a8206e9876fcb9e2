"""Words that exist and are a letter or two away from a look, a mood or a colour. Data only.

Found by comparing the 60,000 commonest English and 20,000 commonest German words with the tables of `synonyms`.
"""

from bot.engines.local.reading.tokens import word_set

NOT_TYPOS = word_set("""
    analogy aufgezeichnet aufzeichnung ausgezeichnet auszeichnung bezeichnet bezeichnete bezeichnung biography
    brainstorm carlton carton cartons cloudless cubits custard discography erscheint esmeralda filmography flowing
    gerechnet grizzly growing innerlich liechtenstein lineare linearity lionheart magna matching monte moonlighting
    oldtimer painter radiography rebrand redner regent rogue rundown sandown saturate saturated scarlett scheint
    schneidet schnitt schonheit schreit schwanz schwarm schwartz sliver snowball starlet sterilization suprise
    surmise surprise tomography turkish vantage verschont verzeichnet watching widerlich pointing printing planting
""")
"""Never taken for a slip of the finger."""
