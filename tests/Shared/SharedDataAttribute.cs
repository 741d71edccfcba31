using System.Reflection;
using Xunit.Sdk;

namespace TrainingDynamics.Tests;

/// <summary>A case of a theory that reads <c>../shared</c>, beside cases that read what lies in every clone; none where the folder is not there.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class SharedDataAttribute(params object?[] row) : DataAttribute
{
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => Repository.Shared is null ? [] : [row];
}
