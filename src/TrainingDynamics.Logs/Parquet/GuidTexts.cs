namespace TrainingDynamics.Logs;

/// <summary>Text guids of the records of a block, in a decoder's own memory until they are disposed.</summary>
abstract class GuidTexts : IDisposable
{
    public abstract ReadOnlySpan<char> Of(int record);

    public abstract void Dispose();
}
