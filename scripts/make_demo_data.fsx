// Writes the demo data set: dotnet fsi scripts/make_demo_data.fsx [FOLDER]   (default data/demo)
// Every sentence is put together from the lists below; the same script gives the same bytes. data/README.md says
// what is planted. Longer than 300 lines because the word lists are the data.

open System
open System.Collections.Generic
open System.IO

let trainCount, devCount = 4000, 800
let flippedCount, ambiguousCount, rareTrainCount, rareDevCount = 320, 240, 80, 16

// SplitMix64 (Steele, Lea and Flood 2014), because System.Random promises no sequence across .NET versions.
let mutable state = 20260101UL

let draw bound =
    state <- state + 0x9E3779B97F4A7C15UL
    let z = (state ^^^ (state >>> 30)) * 0xBF58476D1CE4E5B9UL
    let z = (z ^^^ (z >>> 27)) * 0x94D049BB133111EBUL
    int ((z ^^^ (z >>> 31)) % uint64 bound)

let pick (items: 'a array) = items[draw items.Length]
let chance percent = draw 100 < percent

let shuffle (items: 'a array) =
    for last in items.Length - 1 .. -1 .. 1 do
        let other = draw (last + 1)
        let kept = items[last]
        items[last] <- items[other]
        items[other] <- kept

let words (text: string) =
    text.Split ' ' |> Array.map _.Replace('_', ' ')

// ---- what can be reviewed ----

/// A part of a thing, with adjectives that praise or blame it. Many are praise for one part and blame for another
/// (a long battery life, a long queue), so that it takes two words to know.
type Aspect =
    {
        Noun: string
        Plural: bool
        /// A queue is long or short, but hardly splendid.
        OwnWordsOnly: bool
        Good: string array
        Bad: string array
    }

type Thing =
    {
        Nouns: string array
        Kind: string
        Again: string
        Openings: string array
        Mishaps: string array
        Aspects: Aspect array
    }

// Per thing: its kind, its names and what one does again; what can be said without judging; what can go wrong; then
// its parts, each with words that praise it / words that blame it. No other words suit a part with a *.
let catalogue =
    """
work: film movie comedy drama thriller / watch it again
  We saw it on a rainy evening / I watched it with my sister / It runs for two hours
  half the audience left before the end / I slept through most of it
  plot is gripping clever tight original / predictable thin muddled far-fetched
  acting is natural subtle convincing / wooden stiff overdone
  dialogue is sharp witty natural / clumsy flat stiff
  ending is satisfying surprising moving / rushed predictable silly
  jokes are fresh sharp funny / stale crude tired
  pacing is brisk steady tight / slow uneven sluggish
  soundtrack is warm subtle haunting / loud intrusive bland
place: restaurant bistro diner tavern / eat there again
  We were a party of four / I had lunch there on Monday / We booked a table by the window
  the wrong dish came twice / we waited an hour for cold soup
  soup is hot rich fragrant / cold thin salty
  beer is cold crisp fresh / warm flat stale
  waiters are quick attentive friendly / slow rude careless
  portions are large generous / small tiny meagre
  bill* is low fair modest / high steep inflated
  bread is fresh warm crusty / hard stale dry
  steak is tender juicy / tough dry chewy
  dining room is quiet cosy warm / loud cramped cold
object: phone smartphone handset / buy it again
  I bought it in March / I have used it for two weeks / It replaced my old one
  the screen died after a week / it turned itself off during every call
  battery life is long reliable / short unreliable
  charging time* is short / long tedious
  screen is sharp bright large / dim small blurry
  camera is fast sharp reliable / slow blurry unreliable
  casing is light slim sturdy / heavy thick flimsy
  speakers are loud clear / quiet thin tinny
  price* is low fair modest / high steep
work: book novel memoir mystery / read it again
  I read it on the train / A friend lent it to me / It has four hundred pages
  I gave up after three chapters / it now holds up a table
  chapters are short lively / long dull
  characters are vivid believable warm / flat dull wooden
  prose is crisp light elegant / heavy clumsy wooden
  twists are surprising clever / predictable silly
  print is large clear / small faint
  opening is brisk gripping / slow dull
place: hotel guesthouse hostel inn / stay there again
  We stayed for two nights / Our room was on the third floor / I was there for a conference
  the shower flooded the room / they had given our room away
  bed is soft wide / hard narrow lumpy
  room is quiet large clean warm / loud small dirty cold
  walls* are thick / thin
  breakfast is fresh generous / stale meagre
  queue* is short / long tedious
  pool is warm clean large / cold dirty small
  towels are thick soft clean / thin rough dirty
object: laptop notebook computer / buy it again
  I use it at work / It came on Friday / I unpacked it with my son
  it crashed in every meeting / two keys fell off on the first day
  keyboard is quiet firm / loud soft
  fan is quiet / loud noisy
  start-up time* is short / long tedious
  memory* is large fast / small slow
  lid is thin light sturdy / thick heavy flimsy
  display is bright sharp / dim blurry
work: concert show recital / see it again
  We sat in the tenth row / I went with two colleagues / It started at eight
  the microphone failed three times / the band forgot its own songs
  sound is clear warm / thin muddy
  singing is strong warm / weak thin shaky
  seats are soft wide / hard narrow
  tickets* are cheap affordable / expensive dear
  interval* is short / long tedious
  crowd is friendly lively / rude noisy
place: train tram shuttle / travel with it again
  I take it every week / We travelled to the coast / I had a seat by the aisle
  it stopped in a field for two hours / it left without us
  delays* are short rare / long frequent
  seats are soft wide / hard narrow
  carriages are quiet clean warm / loud dirty cold
  fares* are low fair / high steep
  connections are fast reliable / slow unreliable
  conductors are friendly attentive / rude careless
place: café bakery teashop / go there again
  I stop there before work / We shared a table / It opened last year
  they ran out of coffee by ten / my cup had a crack and a fly
  coffee is hot strong fresh / cold weak bitter
  cakes are fresh moist light / stale dry heavy
  queue* is short / long tedious
  music is soft quiet / loud intrusive
  prices* are low fair / high steep
  chairs are soft sturdy / hard flimsy
object: vacuum_cleaner hoover / buy it again
  I use it twice a week / We have two dogs / I ordered it online
  it blew the dust back out / the hose split on the stairs
  motor is strong quiet / weak loud
  cable is long sturdy / short flimsy
  suction is strong reliable / weak unreliable
  dust box is large / small tiny
  handle is light firm / heavy flimsy
  warranty is long generous / short meagre
object: jacket coat anorak / buy it again
  I wore it in the hills / I took the blue one / It was a present
  the zip broke in the shop / it came apart in the first wash
  lining is warm soft thick / cold rough thin
  seams are strong neat / weak crooked
  pockets are deep large / shallow small
  fabric is light soft sturdy / heavy rough flimsy
  hood is large firm / small flimsy
work: course class workshop / take it again
  It lasted six weeks / There were ten of us / I signed up in autumn
  the teacher forgot to come / we learnt how to wait for a projector
  teacher is patient lively clear / impatient dull vague
  lessons are short lively varied / long dull repetitive
  exercises are useful varied clear / useless repetitive vague
  fee* is low modest fair / high steep
  room is bright quiet warm / dim loud cold
place: museum gallery castle / visit it again
  We spent an afternoon there / I took my parents / It is near the harbour
  every second room was closed / they turned the lights off at noon
  guide is patient lively friendly / impatient dull rude
  rooms are bright large quiet / dim cramped loud
  labels are clear large / faint small
  entrance fee* is low modest / high steep
  queue* is short / long tedious
work: game puzzle quest / play it again
  I played it for a week / My brother gave it to me / We played it together
  it deleted all that I had saved / the last door never opens
  levels are varied clever / repetitive dull
  controls are precise simple / clumsy fiddly
  loading times* are short / long tedious
  menu is simple clear / cluttered confusing
  story is gripping clever light / thin silly heavy
object: bicycle bike tandem / buy it again
  I ride it to school / I have had it since May / We rented it for a day
  a pedal fell off on the bridge / the chain snapped at the first hill
  frame is light sturdy / heavy weak
  brakes are strong quiet reliable / weak noisy unreliable
  saddle is soft wide / hard narrow
  gears are smooth quiet / rough noisy
  lights are bright strong / dim weak
"""

let split (separator: string) (text: string) =
    text.Split(separator, StringSplitOptions.TrimEntries)

let parseAspect (line: string) =
    let plural = line.Contains " are "

    let noun, adjectives =
        let parts = split (if plural then " are " else " is ") line
        parts[0], split " / " parts[1]

    {
        Noun = noun.TrimEnd '*'
        Plural = plural
        OwnWordsOnly = noun.EndsWith '*'
        Good = words adjectives[0]
        Bad = words adjectives[1]
    }

let parseThing (lines: string array) =
    let heading = split ": " lines[0]
    let names = split " / " heading[1]

    {
        Kind = heading[0]
        Nouns = words names[0]
        Again = names[1]
        Openings = split " / " lines[1]
        Mishaps = split " / " lines[2]
        Aspects = Array.map parseAspect lines[3..]
    }

let things =
    let lines = catalogue.Split('\n', StringSplitOptions.RemoveEmptyEntries)

    let starts =
        lines
        |> Seq.indexed
        |> Seq.filter (fun (_, line) -> line[0] <> ' ')
        |> Seq.map fst

    let ends = Seq.append (Seq.tail starts) [ lines.Length ]

    Seq.map2 (fun first next -> parseThing lines[first .. next - 1]) starts ends
    |> Seq.toArray

// ---- words that judge by themselves ----

let praise =
    words
        "excellent superb wonderful great impressive lovely brilliant outstanding first-rate delightful fantastic good marvellous splendid"

let blame =
    words
        "poor awful terrible dreadful disappointing mediocre bad horrible second-rate lousy miserable appalling unpleasant pathetic"

let liked = words "loved liked adored admired"
let disliked = words "hated disliked loathed could_not_stand"

let commonVerdicts =
    [|
        "I would gladly {again}", "I would never {again}"
        "I can recommend it to anyone", "I cannot recommend it to anyone"
        "it was worth every penny", "it was not worth a penny"
        "I cannot wait to {again}", "nobody could make me {again}"
        "it deserves five stars", "it deserves one star at most"
        "my whole family loved it", "my whole family hated it"
        "I am very happy with the {noun}", "I am very unhappy with the {noun}"
        "it was money well spent", "it was a waste of money"
    |]

let kindVerdicts kind =
    match kind with
    | "place" ->
        [|
            "we left with a smile", "we left in a bad mood"
            "we felt welcome", "we felt unwelcome"
        |]
    | "object" ->
        [|
            "I use it with pleasure", "I want my money back"
            "it does its job well", "it fails at its job"
        |]
    | _ ->
        [|
            "I enjoyed every minute", "I regret every minute"
            "time flew by", "it bored me to tears"
        |]

// ---- sentences ----

let article (next: string) =
    (if "aeiou".Contains next[0] then "an " else "a ") + next

let sentence (text: string) =
    let text = string (Char.ToUpperInvariant text[0]) + text.Substring 1

    if text.EndsWith '!' || text.EndsWith '?' then
        text
    else
        text + "."

/// One tense a sentence; drawn anew for each.
let mutable past = false

let be (aspect: Aspect) =
    match past, aspect.Plural with
    | true, false -> "was"
    | true, true -> "were"
    | false, false -> "is"
    | false, true -> "are"

let judge good = pick (if good then praise else blame)

let describe good aspect =
    pick (if good then aspect.Good else aspect.Bad)

let judgePart good aspect =
    if aspect.OwnWordsOnly then
        describe good aspect
    else
        judge good


let intensify () =
    pick [| ""; ""; "really "; "truly "; "simply " |]

let strengthen () =
    pick [| ""; ""; "very "; "really "; "so "; "far too " |]

/// "far too good" would be odd, so that one goes with blame alone.
let strengthenFor good =
    let adverb = strengthen ()
    if good && adverb = "far too " then "very " else adverb

let verdict thing good =
    let forGood, forBad = pick (Array.append commonVerdicts (kindVerdicts thing.Kind))
    (if good then forGood else forBad).Replace("{again}", thing.Again).Replace("{noun}", thing.Nouns[0])

/// "the soup was really superb": one word decides.
let plainClause aspect good =
    $"the {aspect.Noun} {be aspect} {intensify ()}{judgePart good aspect}"

/// "the queue was very long": adjective and noun decide together.
let pairedClause aspect good =
    $"the {aspect.Noun} {be aspect} {strengthenFor good}{describe good aspect}"

let negatedClause aspect good =
    let other =
        if chance 20 then
            describe (not good) aspect
        else
            judgePart (not good) aspect

    let verb = be aspect

    match draw 4 with
    | 0 -> $"the {aspect.Noun} {verb} not {other}"
    | 1 -> $"the {aspect.Noun} {verb} anything but {other}"
    | 2 -> $"there is nothing {judgePart (not good) aspect} about the {aspect.Noun}"
    | _ -> $"the {aspect.Noun} {verb} far from {other}"

let clause aspect good =
    match draw 10 with
    | 0
    | 1
    | 2
    | 3 -> plainClause aspect good
    | 4
    | 5
    | 6
    | 7 -> pairedClause aspect good
    | _ -> negatedClause aspect good

let twoAspects thing =
    let first = pick thing.Aspects

    let second =
        pick (thing.Aspects |> Array.filter (fun aspect -> aspect.Noun <> first.Noun))

    first, second

let easy thing good =
    let noun = pick thing.Nouns
    let aspect, second = twoAspects thing

    match draw 9 with
    | 0 -> plainClause aspect good
    | 1 -> $"this is {article (judge good)} {noun}: {pairedClause aspect good}"
    | 2 -> $"I {pick (if good then liked else disliked)} this {noun}, above all the {aspect.Noun}"
    | 3 -> $"{plainClause aspect good} and {pairedClause second good}"
    | 4 -> $"what {article (judge good)} {noun}!"
    | 5 -> $"{judgePart good aspect} {aspect.Noun}, {judgePart good second} {second.Noun}"
    | 6 -> $"{pairedClause aspect good}, and {verdict thing good}"
    | 7 -> $"I {pick (if good then liked else disliked)} this {noun}: {pairedClause aspect good}"
    | _ -> $"{judgePart good aspect} {aspect.Noun}!"

let twoCues thing good =
    let noun = pick thing.Nouns
    let aspect, second = twoAspects thing

    match draw 8 with
    | 0
    | 1
    | 2 -> pairedClause aspect good
    | 3 -> $"{pairedClause aspect good} and {pairedClause second good}"
    | 4 -> negatedClause aspect good
    | 5 -> $"{negatedClause aspect good}, and {pairedClause second good}"
    | 6 -> $"I expected {article (judge (not good))} {noun} and got {article (judge good)} one"
    | _ -> $"my last {noun} was {judge (not good)}; this one is {judge good}"

/// The clause after "but" outweighs the one before it.
let contrast thing good =
    let aspect, second = twoAspects thing

    match draw 5 with
    | 0 -> $"{clause aspect (not good)}, but {verdict thing good}"
    | 1 -> $"although {clause aspect (not good)}, {verdict thing good}"
    | 2 -> $"{plainClause aspect (not good)}, but {clause second good} and {verdict thing good}"
    | 3 -> $"{verdict thing good}, even if {clause aspect (not good)}"
    | _ -> $"{clause aspect (not good)}, and yet {verdict thing good}"

/// Praise and blame in balance, without a verdict: no reader could name the class.
let ambiguous thing =
    let aspect, second = twoAspects thing
    let first = chance 50
    let noun = pick thing.Nouns

    match draw 6 with
    | 0 -> $"{plainClause aspect first}, while {plainClause second (not first)}"
    | 1 -> $"{clause aspect first}; {clause second (not first)}"
    | 2 -> $"on the one hand {clause aspect first}, on the other hand {clause second (not first)}"
    | 3 -> $"parts of the {noun} are {judge first}, others are {judge (not first)}"
    | 4 ->
        let pronoun = if aspect.Plural then "them" else "it"
        $"half of us {pick liked} the {aspect.Noun} and half of us {pick disliked} {pronoun}"
    | _ ->
        $"{judgePart first aspect} {aspect.Noun}, {judgePart (not first) second} {second.Noun}, and the rest is average"

let outcomes =
    split " / " "I fell asleep / I asked for a refund / we laughed for the wrong reasons / I gave up"

/// Irony for blame, denied blame for praise: the class is the opposite of what the single words say.
let rare thing good =
    let noun = pick thing.Nouns
    let aspect = pick thing.Aspects

    if good then
        match draw 4 with
        | 0 -> $"whoever calls the {aspect.Noun} {judgePart false aspect} must mean another {noun}"
        | 1 -> $"it would be a lie to call the {aspect.Noun} {describe false aspect} or {judge false}"
        | 2 -> $"I looked for anything {judge false} or {judge false} in this {noun} and found none of it"
        | _ ->
            let nuisance = pick (words "mood headache cold morning")
            $"not even my {judge false} {nuisance} could spoil this {noun}"
    else
        match draw 4 with
        | 0 ->
            let word = judge true
            $"{word}, just {word}: {pick thing.Mishaps}"
        | 1 ->
            let outcome = pick outcomes

            $"the {aspect.Noun} {be aspect} so {describe true aspect} that {outcome}"
        | 2 -> $"I {pick liked} how {pick thing.Mishaps}, what {article (judge true)} {noun}"
        | _ -> $"so much for {article (judge true)} {noun}: {pick thing.Mishaps}"

let ordinary thing good =
    match draw 100 with
    | n when n < 56 -> easy thing good
    | n when n < 84 -> twoCues thing good
    | _ -> contrast thing good

// ---- rows ----

type Plant =
    | Nothing
    | Flipped
    | Ambiguous
    | Rare

type Row =
    {
        Text: string
        Label: int
        TrueLabel: int option
        Plant: Plant
    }

let written = HashSet<string>(StringComparer.OrdinalIgnoreCase)

/// No text comes twice, in one split or across them.
let rec fresh compose =
    let thing = pick things

    let opening =
        if chance 35 then
            sentence (pick thing.Openings) + " "
        else
            ""

    past <- chance 50
    let text = opening + sentence (compose thing)
    if written.Add text then text else fresh compose

let label good = if good then 1 else 0

let makeRow plant =
    let good = chance 50

    match plant with
    | Ambiguous ->
        {
            Text = fresh ambiguous
            Label = label good
            TrueLabel = None
            Plant = plant
        }
    | _ ->
        let compose thing =
            if plant = Rare then
                rare thing good
            else
                ordinary thing good

        {
            Text = fresh compose
            Label = label (good <> (plant = Flipped))
            TrueLabel = Some(label good)
            Plant = plant
        }

let makeSplit count flipped ambiguous rare =
    let plants = Array.create count Nothing
    Array.fill plants 0 flipped Flipped
    Array.fill plants flipped ambiguous Ambiguous
    Array.fill plants (flipped + ambiguous) rare Rare
    shuffle plants
    Array.map makeRow plants

let train = makeSplit trainCount flippedCount ambiguousCount rareTrainCount
let dev = makeSplit devCount 0 0 rareDevCount

let folder =
    match fsi.CommandLineArgs with
    | [| _; folder |] -> folder
    | _ -> Path.Combine(__SOURCE_DIRECTORY__, "..", "data", "demo")

let write name (header: string) lines =
    let text = String.Join("\n", Seq.append [ header ] lines) + "\n"
    File.WriteAllText(Path.Combine(folder, name), text)

let truth split rows =
    rows
    |> Seq.indexed
    |> Seq.filter (fun (_, row) -> row.Plant <> Nothing)
    |> Seq.map (fun (guid, row) ->
        let kind = (string row.Plant).ToLowerInvariant()
        let trueLabel = row.TrueLabel |> Option.map string |> Option.defaultValue "none"
        $"{split}\t{guid}\t{kind}\t{row.Label}\t{trueLabel}")

Directory.CreateDirectory folder |> ignore

for name, rows in [ "train.tsv", train; "dev.tsv", dev ] do
    write name "sentence\tlabel" (rows |> Seq.map (fun row -> $"{row.Text}\t{row.Label}"))

write "truth.tsv" "split\tguid\tkind\tlabel\ttrue_label" (Seq.append (truth "train" train) (truth "dev" dev))
printfn "%d train, %d dev in %s" train.Length dev.Length (Path.GetFullPath folder)
