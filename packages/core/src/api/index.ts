/**
 * The families of endpoints, by the names that callers write.
 */
export * as ArticleStatistics from "./ArticleStatistics.ts"
export * as Comment from "./Comment.ts"
export * as Diagnosis from "./Diagnosis.ts"
export * as Draft from "./Draft.ts"
export * as FreePublish from "./FreePublish.ts"
export * as MassMessage from "./MassMessage.ts"
export * as Material from "./Material.ts"
export * as Media from "./Media.ts"
export * as OldArticleStatistics from "./OldArticleStatistics.ts"
export * as OneTimeSubscription from "./OneTimeSubscription.ts"
export * as Quota from "./Quota.ts"
export * as TemplateMessage from "./TemplateMessage.ts"
