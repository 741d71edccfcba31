using System.Globalization;
using System.Text;

namespace TrainingDynamics.Data;

/// <summary>
/// What the labels of a training file are, as Hugging Face's <c>run_glue_no_trainer</c> finds it out: numbers with a
/// fraction are scores of a regression; all else are classes, in the order of their numbers or of their code points.
/// </summary>
static class OwnLabels
{
    /// <exception cref="DatasetFormatException">There is one class only, or numbers with a fraction among names.</exception>
    public static LabelRule Of(DataTable train, string labelColumn)
    {
        int column = train.ColumnOf(labelColumn);
        // A row without a label is refused by whoever reads the examples.
        DataRow[] rows = [.. train.Rows.Where(row => row.Cells[column].InferredKind is not CellKind.Missing and not CellKind.Nested)];
        bool hasScores = rows.Any(row => row.Cells[column].InferredKind == CellKind.Real);
        int name = Array.FindIndex(rows, row => row.Cells[column].InferredKind == CellKind.Text);
        if (hasScores && name >= 0)
        {
            string score = rows.First(row => row.Cells[column].InferredKind == CellKind.Real).Cells[column].Text;
            throw train.Error(
                rows[name],
                $"found label {HeaderCheck.Quote([rows[name].Cells[column].Text])} among numbers such as {score}, expected either scores "
                + "or names; correct the label, or give the classes names that are no numbers");
        }

        if (hasScores)
            return LabelRule.Score;
        bool areNumbers = name < 0;
        var distinct = rows.Select(row => LabelRule.NameOf(row.Cells[column], areNumbers)).Distinct(StringComparer.Ordinal);
        string[] names = areNumbers
            ? [.. distinct.OrderBy(number => long.Parse(number, CultureInfo.InvariantCulture))]
            : [.. distinct.Order(Comparer<string>.Create(CompareCodePoints))];
        return names.Length >= 2
            ? LabelRule.OfLabels(names, areNumbers, train.Path)
            : throw new DatasetFormatException(
                train.Path,
                null,
                $"found {(names.Length == 0 ? "no label" : $"the one label '{names[0]}'")} in the column '{labelColumn}', expected two "
                + "classes at least, or numbers with a decimal point for a regression");
    }

    /// <summary>Python's order of strings; UTF-16's differs beyond the basic plane.</summary>
    static int CompareCodePoints(string a, string b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
