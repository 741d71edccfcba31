namespace TrainingDynamics.Analytics

/// `three_regions_data_indices.json`: one object with the guids of `hard`, `easy` and `ambiguous`, in this order of keys,
/// integers as numbers, strings as strings.
[<RequireQualifiedAccess>]
module RegionsFile =

    /// Writes the file byte for byte as the reference's data_selection.py does, which shuffles each region with
    /// Python's generator seeded with 1. table: the one the regions were split from. The file appears under its name
    /// only when it is whole; one of that name is replaced. Raises RunFolderException when the place cannot be written to.
    val write: path: string -> table: MetricsTable -> regions: Regions -> unit
