"""The directory's phrases as they come in messages: with a place added that has nothing to do with the matter, and in
the words with which people pass something on. So training learns what does not count. No directory facts."""

from collections.abc import Iterator, Sequence
from itertools import cycle

_WHERE = (
    "near the bus stop", "by the shops", "outside the school", "in the park", "on the beach", "next to the library",
    "behind the flats", "at the traffic lights", "on the cycle path", "in the car park", "by the church",
    "on the estate", "in the alleyway", "on the pavement", "outside the pub", "opposite the surgery",
    "by the railway bridge", "near the roundabout", "on the grass verge", "in the entry behind the houses",
    "by the bins", "under the street light", "near the trees", "along the canal", "at the junction",
    "outside my house", "in the road", "by the zebra crossing", "next to the community centre",
    "at the cemetery gates", "on the playing field", "by the public toilets", "in the subway", "outside the nursery",
    "along the promenade", "at the bus shelter", "near the hedge", "on the footpath", "across the street",
    "round the back of the leisure centre", "beside the drain", "in the lay-by", "outside the takeaway",
    "on the corner", "by the lamp post", "in the gutter", "on the footbridge", "outside the station",
    "by the playground", "on the yellow lines", "by the town hall", "next to the recycling centre",
    "on the housing estate", "outside the care home", "by the youth club", "at the swimming baths",
    "near the level crossing", "on the slip road", "outside the council offices", "by the war memorial",
)  # fmt: skip
_PASSED_ON = (
    "resident complaining about {}", "can someone look at {}", "constituent says {}", "please sort {}",
    "reported three times {}", "{} again", "{} please", "had a call about {}", "{} can you chase",
    "problem with {}", "there is {}", "{} for weeks now", "getting emails about {}", "{} it is a disgrace",
    "old lady rang about {}", "{} who do I speak to", "any chance of help with {}", "{} dangerous",
    "what is being done about {}", "still {}", "neighbours fed up {}", "{} asap",
    # By whom: names and numbers of houses say nothing of the matter.
    "{}, says a gentleman at number 40", "{} according to the woman next door", "Mr Pickering has been on to me about {}",
    "Mrs Lloyd rang this morning, {}", "had an email off a Mr Baines {}", "{}, Mrs Costello tells me",
    "a chap stopped me in the butcher's about {}", "{}, or so the caretaker told me", "{}, reported to me by Miss Quirke",
    "told by residents that {}", "Mrs Ashcroft, who is eighty, says {}", "{}, which two people have mentioned",
    "Mr Sharples wants it known that {}", "Mrs Dodd asked me to pass this on: {}", "{} from Mr Yates at number 7",
    "my postman reckons {}", "letter from Mr Heyes: {}", "{}, he says", "{}, so she tells me", "they are telling me {}",
    "Facebook is full of {}", "message from a lady in the flats: {}", "at surgery on Saturday: {}",
    "{}. Mr Fazakerley phoned about it", "{} - Mrs Molyneux has written to me", "Mr Unsworth emailed about {}",
    "passed on by the parish clerk: {}", "Mr Tong contacted me regarding {}", "{} (Mrs Birch's email)",
    "she rang again about {}",
    # As letters and messages begin and end.
    "Hi, sorry to trouble you on your day off but {}", "morning. {}", "Dear Councillor, I write about this: {}",
    "hope you're keeping well, {}", "not being funny but {}", "can you believe it, {}", "don't know if it's you I ask, {}",
    "{}. Can it be seen to before there's an accident", "{}, that's twice this month", "{} or something like that",
    "{}. Kind regards, Joan", "{} lol", "{}, cheers mate", "I'm only writing because nobody listens, {}",
    "it may not be your patch but {}", "{} and we're all sick of it",
)  # fmt: skip

_ASKED = (
    "who handles {}", "who deals with {}", "who do I contact about {}", "{} who deals with that", "how do I report {}",
    "who is responsible for {}", "what is the number for {}", "how long does it take to sort {}", "{} contact please",
    "where do residents go about {}", "is there anyone who handles {}", "which team looks after {}",
    "{} - who is the officer", "can you tell me who deals with {}", "what do people do about {}",
    "who should they tell about {}", "{}, who can help?", "what is the policy on {}", "who sorts out {}",
    "{}, what help is there", "{}, where do they go", "{}, does that need permission", "{}, who do they tell",
    "{} - is that allowed", "{}, is there anything for them", "{}, when is it being decided", "{}, what are the rules",
    "{}, how do they find out", "{} number please", "{} - which officer is it", "{}, is that right",
)  # fmt: skip
# What people add to a matter: no matter of its own, and no question either.
TAILS = (
    "it has been like that for weeks now", "it's been going on for months", "nobody is doing anything about it",
    "residents are fed up", "it is dangerous", "someone will get hurt", "needs sorting", "wants tidying up",
    "an elderly lady nearly fell", "mums with prams can't get past", "wheelchair users have to go in the road",
    "it's a disgrace", "it looks awful", "the whole street is complaining", "getting worse every day",
    "happens every time it rains", "happens every weekend", "please get it sorted", "can someone take a look",
    "blocking the path", "hiding the view", "in the way of the pushchairs", "bikes have to swerve",
    "hazard for the kids", "right outside the school", "next to the bus stop", "on the main road",
    "opposite the shops", "it was reported before", "reported it twice", "rang the council and got nowhere",
    "an accident waiting to happen", "making it hard to walk", "you can hardly get by", "people are tripping",
    "it wants doing before winter", "the lady at the end house is upset", "the neighbours have had enough",
    "old people are frightened", "attracting all sorts", "it's the third time this year", "causing an obstruction",
    "blocking half the road", "no one can see round it", "been there since last week", "bad for the area",
    "gives a bad impression to visitors", "have to walk in the road", "call me about it", "let me know",
    "he is disabled", "she is in her eighties", "her husband is not well", "a family with young children",
    "thanks in advance", "photos attached", "they keep ringing me", "it keeps happening", "it's not safe",
    "traffic is terrible because of it", "nearly hit a cyclist", "will somebody come and see", "every single week",
)  # fmt: skip
_EVERY = 5


def circumstanced(phrases: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, float]]:
    """(service, text, weight): each phrase once more, at some place or passed on, in turn."""
    places, ways = cycle(_WHERE), cycle(_PASSED_ON)
    for at, (number, text) in enumerate(phrases):
        yield number, f"{text} {next(places)}" if at % 2 else next(ways).format(text), 0.4


def asked(phrases: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Every fifth phrase as a question to the directory."""
    ways = cycle(_ASKED)
    for _, text in phrases[::_EVERY]:
        yield next(ways).format(text)
