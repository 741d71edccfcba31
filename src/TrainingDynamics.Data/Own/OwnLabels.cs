namespace TrainingDynamics.Data;

/// <summary>Decides what the labels of a training file are.</summary>
/// <param name="Rule">Turns them into golds.</param>
/// <param name="Notes">What a user should know about it, a line each.</param>
sealed record OwnLabels(LabelRule Rule, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// Decides as Hugging Face's <c>run_glue_no_trainer</c>, unless the request decides: numbers with a fraction are regression targets; everything
    /// else are classes, in the order of their numbers or of their code points. Whole numbers with a decimal point are classes too, because pandas
    /// writes 1 that way when another row lacks its label. Rows without a label do not count here.
    /// </summary>
    /// <exception cref="DatasetFormatException">There is one class only, or numbers with a fraction among names.</exception>
    public static OwnLabels Of(DataTable train, string labelColumn, OwnFilesRequest request)
    {
        var column = train.ColumnOf(labelColumn);
        var byWords = request.Labels != LabelKind.Classes;
        // Labels are few, rows many.
        var first = new Dictionary<Cell, DataRow>();
        foreach (var row in train.Rows)
        {
            var label = row[column];
            if (label.Kind == CellKind.Nested)
            {
                throw train.Error(row, $"found {label.Text} as a label, expected a name or a number; correct the label");
            }

            if (!LabelText.IsMissing(label, byWords))
            {
                first.TryAdd(label, row);
            }
        }

        var found = first.Keys.ToLookup(LabelText.SpellingOf);
        var kind = request.Labels == LabelKind.Guessed && found[LabelSpelling.Fraction].Any() ? LabelKind.Scores : request.Labels;
        var hasNames = found[LabelSpelling.Name].Any();
        if (hasNames && (kind == LabelKind.Scores || (kind == LabelKind.Guessed && found[LabelSpelling.Decimal].Any())))
        {
            throw Mixed(train, first, found, request);
        }

        if (kind == LabelKind.Scores && first.Count > 0)
        {
            return new OwnLabels(LabelRule.OfScores(byWords, request.SkipUnlabelled), []);
        }

        var areWhole = first.Keys.All(label => LabelText.SpellingOf(label) is LabelSpelling.Plain or LabelSpelling.Decimal);
        string[] distinct = [.. first.Keys.Select(label => areWhole ? LabelText.WholeNumber(label) : label.Text).Distinct(StringComparer.Ordinal)];
        string[] names = areWhole ? [.. distinct.OrderBy(number => long.Parse(number, CultureInfo.InvariantCulture))]
            : [.. distinct.Order(Comparer<string>.Create(hasNames ? LabelText.CompareCodePoints : LabelText.CompareNumbers))];
        return names.Length >= 2
            ? new OwnLabels(
                LabelRule.OfLabels(names, areWhole, train.Path, byWords, request.SkipUnlabelled),
                [.. Tell(names, areWhole, found, request.Labels)])
            : throw new DatasetFormatException(
                train.Path,
                null,
                $"found {(names.Length == 0 ? "no label" : $"the one label '{names[0]}'")} in the column '{labelColumn}', expected two "
                + "classes at least, or numbers with a fraction or --regression for scores");
    }

    static DatasetFormatException Mixed(
        DataTable train, Dictionary<Cell, DataRow> first, ILookup<LabelSpelling, Cell> found, OwnFilesRequest request)
    {
        var name = found[LabelSpelling.Name].First();
        var numbers = found[LabelSpelling.Fraction].Concat(found[LabelSpelling.Decimal]).Select(label => $" among numbers such as {label.Text}")
            .FirstOrDefault("");
        return train.Error(
            first[name],
            request.Labels == LabelKind.Scores
                ? $"found label {HeaderCheck.Quote([name.Text])}, expected a number beside --regression; correct it, or remove the row"
                : $"found label {HeaderCheck.Quote([name.Text])}{numbers}, expected either scores or names; correct the label, or take all "
                + "for names of classes with --classification");
    }

    static IEnumerable<string> Tell(string[] names, bool areWhole, ILookup<LabelSpelling, Cell> found, LabelKind asked)
    {
        if (areWhole && asked == LabelKind.Guessed && found[LabelSpelling.Decimal].Any())
        {
            yield return $"labels such as '{found[LabelSpelling.Decimal].First().Text}' are whole numbers, so they are classes "
                + $"({Shown(names)}); --regression takes them for scores";
        }

        if (!areWhole && found[LabelSpelling.Code].Where(LabelText.IsBeyondInt64).Select(label => label.Text).FirstOrDefault() is { } large)
        {
            yield return $"label '{large}' is a whole number beyond 64 bits, so the labels are names of classes ({Shown(names)}); "
                + "--regression takes them for scores";
        }

        if (!areWhole && !found[LabelSpelling.Name].Any()
            && names.GroupBy(name => double.Parse(name, CultureInfo.InvariantCulture)).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            yield return $"labels {HeaderCheck.Quote(same)} are one number in several spellings and stay {same.Count()} classes; mend the file if "
                + "they are one";
        }

        var alike = names.GroupBy(name => name.Trim(), StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (alike is not null)
        {
            yield return $"labels {HeaderCheck.Quote(alike)} differ only in blanks and are {alike.Count()} classes; mend the file if they are one";
        }
    }

    static string Shown(string[] names)
    {
        const int Few = 5;
        return HeaderCheck.Quote(names.Take(Few)) + (names.Length > Few ? $", … {names.Length} in all" : "");
    }
}

/// <summary>What the labels of a user's own files are.</summary>
public enum LabelKind
{
    /// <summary>By their look: numbers with a fraction are regression targets, everything else are classes.</summary>
    Guessed,

    /// <summary>Classes, whatever they look like; only an empty label is missing.</summary>
    Classes,

    /// <summary>Regression targets, also whole numbers.</summary>
    Scores,
}
