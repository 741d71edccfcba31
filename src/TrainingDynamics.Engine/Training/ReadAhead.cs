using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace TrainingDynamics.Engine.Training;

/// <summary>Makes the next elements of a sequence on another thread while earlier ones are in use.</summary>
static class ReadAhead
{
    /// <summary>
    /// The same elements in the same order. An exception of the sequence comes out in place of the element that failed. The thread
    /// ends with the sequence, or when the enumerator is disposed of, which also disposes of the elements that were not taken.
    /// </summary>
    /// <param name="sequence">Enumerated on that thread, at most once.</param>
    /// <param name="depth">Elements that wait to be taken, at least 1; one more is in the making.</param>
    public static IEnumerable<T> Ahead<T>(this IEnumerable<T> sequence, int depth)
        where T : IDisposable
    {
        using var queue = new BlockingCollection<T>(depth);
        using var stop = new CancellationTokenSource();
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(Make) { IsBackground = true, Name = "batches ahead" };
        thread.Start();
        try
        {
            foreach (var element in queue.GetConsumingEnumerable())
            {
                yield return element;
            }

            failure?.Throw();
        }
        finally
        {
            stop.Cancel();
            thread.Join();
            while (queue.TryTake(out var left))
            {
                left.Dispose();
            }
        }

        void Make()
        {
            try
            {
                foreach (var element in sequence)
                {
                    if (!Offer(element))
                    {
                        break;
                    }
                }
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            queue.CompleteAdding();
        }

        bool Offer(T element)
        {
            try
            {
                queue.Add(element, stop.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                element.Dispose();
                return false;
            }
        }
    }
}
