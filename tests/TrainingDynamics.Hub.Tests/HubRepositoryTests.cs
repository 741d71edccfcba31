using FsCheck.Xunit;

namespace TrainingDynamics.Hub.Tests;

public sealed class HubRepositoryTests
{
    [Theory]
    [InlineData("distilbert-base-cased", "models--distilbert-base-cased")]
    [InlineData("prajjwal1/bert-tiny", "models--prajjwal1--bert-tiny")]
    [InlineData("Foo-BAR_foo.bar123", "models--Foo-BAR_foo.bar123")]
    [InlineData("a/b", "models--a--b")]
    public void A_valid_id_names_its_folder(string id, string folder)
    {
        Assert.True(HubRepository.IsId(id));
        Assert.Equal(folder, HubRepository.Model(id).FolderName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("datasets/org/name")]
    [InlineData("../name")]
    [InlineData("org/..")]
    [InlineData("/name")]
    [InlineData("name/")]
    [InlineData(".name")]
    [InlineData("name.")]
    [InlineData("-name")]
    [InlineData("a--b")]
    [InlineData("a..b")]
    [InlineData("name.git")]
    [InlineData("a b")]
    [InlineData("name\n")]
    [InlineData("C:\\models")]
    [InlineData("./folder")]
    public void An_id_that_is_none_is_refused(string id)
    {
        Assert.False(HubRepository.IsId(id));
        Assert.Equal(HubFault.BadName, Assert.Throws<HubException>(() => HubRepository.Model(id)).Fault);
    }

    [Fact]
    public void A_name_may_be_as_long_as_96_characters()
    {
        Assert.True(HubRepository.IsId(new string('a', 96)));
        Assert.False(HubRepository.IsId(new string('a', 97)));
    }

    [Theory]
    [InlineData("../main")]
    [InlineData("a/../b")]
    [InlineData("/main")]
    [InlineData("")]
    [InlineData("a\\b")]
    public void A_revision_that_leaves_the_refs_is_refused(string revision) =>
        Assert.Equal(HubFault.BadName, Assert.Throws<HubException>(() => HubRepository.Model("org/name", revision)).Fault);

    [Theory]
    [InlineData("main", false)]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("0123456789abcdef", false)]
    public void Only_a_whole_commit_is_pinned(string revision, bool pinned) =>
        Assert.Equal(pinned, HubRepository.Model("org/name", revision).IsPinned);

    [Property]
    public bool A_path_that_passes_stays_below_its_folder(string text)
    {
        if (text is null || !HubNames.IsRelativePath(text))
        {
            return true;
        }

        return Path.GetFullPath(Path.Combine("/cache/snapshot", text)).StartsWith("/cache/snapshot/", StringComparison.Ordinal);
    }
}
