namespace TrainingDynamics.Engine.Models;

/// <summary>Which of the published architectures a model has; decides names, embeddings and head.</summary>
public enum ModelFamily
{
    /// <summary>Devlin et al. 2019; <c>model_type</c> <c>bert</c>.</summary>
    Bert,

    /// <summary>Sanh et al. 2019; <c>model_type</c> <c>distilbert</c>.</summary>
    DistilBert,

    /// <summary>Liu et al. 2019; <c>model_type</c> <c>roberta</c>.</summary>
    Roberta,

    /// <summary>Clark et al. 2020, the discriminator; <c>model_type</c> <c>electra</c>.</summary>
    Electra,
}
