using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Tests;

public sealed class ReadAheadTests
{
    readonly List<Element> _made = [];
    Thread? _thread;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 50)]
    [InlineData(2, 50)]
    [InlineData(64, 50)]
    public void All_come_in_order_made_on_one_other_thread_that_then_ends(int depth, int count)
    {
        Assert.Equal(Enumerable.Range(0, count), Sequence(count).Ahead(depth).Select(element => element.Number));

        Assert.NotSame(Thread.CurrentThread, _thread);
        Assert.False(_thread!.IsAlive);
        Assert.All(_made, element => Assert.False(element.Disposed)); // whoever takes one disposes of it
    }

    [Fact]
    public void Nothing_is_made_before_somebody_asks()
    {
        using (Sequence(5).Ahead(2).GetEnumerator())
        {
        }

        Assert.Empty(_made);
        Assert.Null(_thread);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_than_the_depth_wait_and_one_is_in_the_making(int depth)
    {
        using var elements = Sequence(100).Ahead(depth).GetEnumerator();
        for (var taken = 1; taken <= 100; taken++)
        {
            Assert.True(elements.MoveNext());
            // The maker fills the queue and is stopped by it; were it not, this would wait in vain for less, and fail for more.
            var full = Math.Min(100, taken + depth + 1);
            Assert.True(SpinWait.SpinUntil(() => Made() >= full, TimeSpan.FromSeconds(20)));
            Assert.Equal(full, Made());
        }

        Assert.False(elements.MoveNext());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_failure_comes_out_as_itself_after_the_elements_before_it(int before)
    {
        var failure = new InvalidDataException("broken");
        var taken = new List<int>();

        var thrown = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var element in Failing(before, failure).Ahead(2))
            {
                taken.Add(element.Number);
            }
        });

        Assert.Same(failure, thrown);
        Assert.Equal(Enumerable.Range(0, before), taken);
        Assert.False(_thread!.IsAlive);
    }

    [Fact]
    public void A_failure_of_the_taker_ends_the_thread_and_what_was_not_taken_is_disposed_of()
    {
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var element in Sequence(int.MaxValue).Ahead(2))
            {
                if (element.Number == 4)
                {
                    throw new OperationCanceledException();
                }
            }
        });

        Assert.False(_thread!.IsAlive);
        Assert.All(_made.Take(5), element => Assert.False(element.Disposed));
        Assert.All(_made.Skip(5), element => Assert.True(element.Disposed));
    }

    int Made()
    {
        lock (_made)
        {
            return _made.Count;
        }
    }

    IEnumerable<Element> Failing(int before, Exception failure) =>
        Sequence(before + 1).Select(element => element.Number < before ? element : throw failure);

    IEnumerable<Element> Sequence(int count)
    {
        _thread = Thread.CurrentThread;
        for (var i = 0; i < count; i++)
        {
            Assert.Same(_thread, Thread.CurrentThread);
            var element = new Element(i);
            lock (_made)
            {
                _made.Add(element);
            }

            yield return element;
        }
    }

    sealed class Element(int number) : IDisposable
    {
        public int Number => number;

        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
