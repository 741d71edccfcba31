namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Attention scores that depend on how far a key is from its query. A table has a row for each distance, from the least to the
/// greatest that Q first tokens and T tokens have: W = Q + T − 1 rows.
/// </summary>
static class RelativeScores
{
    /// <summary>
    /// Each query with the row of its distance to the key. queries: [B, A, Q, D]; table: [A, W, D], by key minus query from 1 − Q to
    /// T − 1; result: [B, A, Q, T].
    /// </summary>
    public static Tensor OfQueries(Tensor queries, Tensor table) => Diagonals(queries, table);

    /// <summary>
    /// Each key with the row of its distance to the query. keys: [B, A, T, D]; table: [A, W, D], by query minus key from 1 − T to Q − 1;
    /// result: [B, A, Q, T].
    /// </summary>
    public static Tensor OfKeys(Tensor keys, Tensor table) => Diagonals(keys, table).transpose(-2, -1);

    /// <summary>A number a distance, for all queries. table: [A, 2T − 1], by key minus query from 1 − T; result: [1, A, T, T].</summary>
    public static Tensor OfDistance(Tensor table)
    {
        var length = (table.shape[1] + 1) / 2;
        return table.unfold(1, length, 1).flip(1).unsqueeze(0);
    }

    /// <summary>rows: [B, A, R, D]; table: [A, R + C − 1, D]; result: [B, A, R, C], row r's product with the table's row c − r + R − 1.</summary>
    static Tensor Diagonals(Tensor rows, Tensor table)
    {
        long batch = rows.shape[0], heads = rows.shape[1], count = rows.shape[2], width = table.shape[1];
        // One product a head for the whole batch: the table need not be repeated for each example.
        var products = rows.transpose(0, 1).reshape(heads, batch * count, rows.shape[3]).bmm(table.transpose(1, 2)); // [A, B·R, W]
        // Each row begins one element before the one above: a view with a stride one shorter than a row.
        return products.as_strided(
            [batch, heads, count, width - count + 1], [count * width, batch * count * width, width - 1, 1], count - 1);
    }
}
