namespace TrainingDynamics.Hub;

/// <summary>What a repository holds; it decides the address on the server and the folder's name in the cache.</summary>
public enum HubRepositoryKind
{
    /// <summary>A checkpoint: <c>{endpoint}/org/name</c>, cached in <c>models--org--name</c>.</summary>
    Model,

    /// <summary>A data set: <c>{endpoint}/datasets/org/name</c>, cached in <c>datasets--org--name</c>.</summary>
    Dataset,
}
