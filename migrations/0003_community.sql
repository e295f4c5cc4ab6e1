CREATE TABLE `job_ads` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`location` text,
	`status` text DEFAULT 'open' NOT NULL,
	`poster_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `job_ads_id_unique` ON `job_ads` (`id`);--> statement-breakpoint
CREATE INDEX `job_ads_by_status` ON `job_ads` (`status`,`id`);--> statement-breakpoint
CREATE TABLE `job_applications` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`applicant_id` text NOT NULL,
	`message` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `job_applications_of_user_for_job` ON `job_applications` (`applicant_id`,`job_id`);--> statement-breakpoint
CREATE INDEX `job_applications_of_user` ON `job_applications` (`applicant_id`,`id`);--> statement-breakpoint
CREATE INDEX `job_applications_of_user_by_status` ON `job_applications` (`applicant_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `job_applications_of_job` ON `job_applications` (`job_id`,`id`);--> statement-breakpoint
CREATE INDEX `job_applications_of_job_by_status` ON `job_applications` (`job_id`,`status`,`id`);--> statement-breakpoint
CREATE TABLE `comment_likes` (
	`comment_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`comment_id`, `user_id`)
);
--> statement-breakpoint
CREATE TABLE `comments` (
	`position` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`post_id` text NOT NULL,
	`parent_id` text,
	`author_id` text NOT NULL,
	`content` text NOT NULL,
	`mentioned_ids` text NOT NULL,
	`likes` integer DEFAULT 0 NOT NULL,
	`replies` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`edited_at` integer,
	`deleted_at` integer,
	`hidden_at` integer,
	`hidden_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `comments_id_unique` ON `comments` (`id`);--> statement-breakpoint
CREATE INDEX `comments_of_post` ON `comments` (`post_id`);--> statement-breakpoint
CREATE TABLE `departures` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`departed_at` integer NOT NULL,
	`tried_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `departures_by_turn` ON `departures` (`kind`,`tried_at`);--> statement-breakpoint
CREATE TABLE `post_likes` (
	`post_id` text NOT NULL,
	`user_id` text NOT NULL,
	`is_liked` integer NOT NULL,
	`version` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`post_id`, `user_id`)
);
--> statement-breakpoint
CREATE TABLE `posts` (
	`position` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`author_id` text NOT NULL,
	`space_id` text,
	`is_private` integer NOT NULL,
	`content` text NOT NULL,
	`attachments` text NOT NULL,
	`mentioned_ids` text NOT NULL,
	`created_at` integer NOT NULL,
	`edited_at` integer,
	`hidden_at` integer,
	`hidden_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_id_unique` ON `posts` (`id`);--> statement-breakpoint
CREATE INDEX `posts_public` ON `posts` (`is_private`,`hidden_at`);--> statement-breakpoint
CREATE INDEX `posts_by_author` ON `posts` (`author_id`,`is_private`,`hidden_at`);--> statement-breakpoint
CREATE INDEX `posts_by_space` ON `posts` (`space_id`,`hidden_at`);--> statement-breakpoint
CREATE INDEX `posts_by_privacy` ON `posts` (`space_id`,`is_private`);--> statement-breakpoint
CREATE INDEX `posts_by_author_in_space` ON `posts` (`space_id`,`author_id`,`hidden_at`);--> statement-breakpoint
CREATE TABLE `visibility_changes` (
	`space_id` text PRIMARY KEY NOT NULL,
	`tried_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `visibility_changes_by_turn` ON `visibility_changes` (`tried_at`);--> statement-breakpoint
CREATE TABLE `applications` (
	`id` text PRIMARY KEY NOT NULL,
	`plan_id` text NOT NULL,
	`applicant_id` text NOT NULL,
	`message` text,
	`status` text NOT NULL,
	`reason` text,
	`decided_by` text,
	`decided_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `applications_of_plan` ON `applications` (`plan_id`,`id`);--> statement-breakpoint
CREATE INDEX `applications_of_plan_by_status` ON `applications` (`plan_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `applications_of_user` ON `applications` (`applicant_id`,`id`);--> statement-breakpoint
CREATE INDEX `applications_of_user_for_plan` ON `applications` (`applicant_id`,`plan_id`);--> statement-breakpoint
CREATE INDEX `applications_of_user_by_status` ON `applications` (`applicant_id`,`status`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `applications_standing` ON `applications` (`plan_id`,`applicant_id`) WHERE "applications"."status" IN ('submitted', 'approved');--> statement-breakpoint
CREATE TABLE `plans` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`price_amount` integer NOT NULL,
	`price_currency` text NOT NULL,
	`interval` text NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`creator_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `plans_by_status` ON `plans` (`status`,`id`);--> statement-breakpoint
CREATE TABLE `follow_counts` (
	`user_id` text PRIMARY KEY NOT NULL,
	`followers` integer DEFAULT 0 NOT NULL,
	`following` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `follows` (
	`follower_id` text NOT NULL,
	`followed_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`follower_id`, `followed_id`),
	CONSTRAINT "nobody_follows_themselves" CHECK("follows"."follower_id" <> "follows"."followed_id")
);
--> statement-breakpoint
CREATE INDEX `follows_by_age` ON `follows` (`follower_id`,`created_at`,`followed_id`);--> statement-breakpoint
CREATE INDEX `followers_by_age` ON `follows` (`followed_id`,`created_at`,`follower_id`);--> statement-breakpoint
CREATE TABLE `space_invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`space_id` text NOT NULL,
	`user_id` text NOT NULL,
	`inviter_id` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`created_at` integer NOT NULL,
	`decided_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_open` ON `space_invitations` (`space_id`,`user_id`) WHERE "space_invitations"."status" = 'open';--> statement-breakpoint
CREATE INDEX `invitations_of_user` ON `space_invitations` (`user_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `invitations_of_space` ON `space_invitations` (`space_id`,`status`,`id`);--> statement-breakpoint
CREATE TABLE `space_members` (
	`space_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`joined_at` integer NOT NULL,
	PRIMARY KEY(`space_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `space_members_by_age` ON `space_members` (`space_id`,`joined_at`,`user_id`);--> statement-breakpoint
CREATE INDEX `spaces_of_user` ON `space_members` (`user_id`,`space_id`);--> statement-breakpoint
CREATE TABLE `spaces` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`visibility` text NOT NULL,
	`owner_id` text NOT NULL,
	`member_count` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `spaces_id_unique` ON `spaces` (`id`);--> statement-breakpoint
CREATE INDEX `spaces_by_visibility` ON `spaces` (`visibility`,`id`);--> statement-breakpoint
CREATE TABLE `searched_users` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `searched_users_userId_unique` ON `searched_users` (`user_id`);--> statement-breakpoint
CREATE TABLE `cache_tags` (
	`tag` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cache_tags_by_version` ON `cache_tags` (`version`);--> statement-breakpoint
CREATE TABLE `provider_states` (
	`channel` text NOT NULL,
	`provider` text NOT NULL,
	`state` text NOT NULL,
	`changed_at` integer NOT NULL,
	`failures` integer NOT NULL,
	`failed_for` text,
	`openings` integer NOT NULL,
	`rests_until` integer DEFAULT 0 NOT NULL,
	`last_failure` text,
	`last_failure_at` integer,
	PRIMARY KEY(`channel`, `provider`)
);
--> statement-breakpoint
CREATE TABLE `suppressed_addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`address_digest` text NOT NULL,
	`hint` text NOT NULL,
	`provider` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `suppressed_addresses_addressDigest_unique` ON `suppressed_addresses` (`address_digest`);--> statement-breakpoint
CREATE INDEX `suppressed_addresses_by_time` ON `suppressed_addresses` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `event_failures` (
	`event_id` text NOT NULL,
	`reaction` text NOT NULL,
	`count` integer NOT NULL,
	`last_error` text NOT NULL,
	`last_failed_at` integer NOT NULL,
	PRIMARY KEY(`event_id`, `reaction`),
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `timings` (
	`kind` text NOT NULL,
	`hour` integer NOT NULL,
	`type` text NOT NULL,
	`part` text NOT NULL,
	`bucket` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`kind`, `hour`, `type`, `part`, `bucket`)
);
--> statement-breakpoint
DROP INDEX `events_due`;--> statement-breakpoint
ALTER TABLE `events` ADD `priority` text DEFAULT 'normal' NOT NULL;--> statement-breakpoint
ALTER TABLE `events` ADD `replays` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `events` ADD `only` text;--> statement-breakpoint
CREATE INDEX `events_by_state` ON `events` (`state`,`id`) WHERE "events"."state" <> 'done';--> statement-breakpoint
CREATE INDEX `events_by_type` ON `events` (`type`,`id`);--> statement-breakpoint
CREATE INDEX `events_due` ON `events` (`priority`,`next_attempt_at`) WHERE "events"."state" = 'pending';--> statement-breakpoint
DROP INDEX `jobs_due`;--> statement-breakpoint
ALTER TABLE `jobs` ADD `queue` text DEFAULT 'email' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `priority` text DEFAULT 'normal' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `attempts_forgiven` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `started_at` integer;--> statement-breakpoint
CREATE INDEX `jobs_by_state` ON `jobs` (`state`,`id`) WHERE "jobs"."state" <> 'succeeded';--> statement-breakpoint
CREATE INDEX `jobs_by_type` ON `jobs` (`type`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_queue` ON `jobs` (`queue`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_finished` ON `jobs` (`finished_at`);--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`queue`,`priority`,`run_at`) WHERE "jobs"."state" IN ('queued', 'failed', 'running');--> statement-breakpoint
CREATE INDEX `reports_by_target` ON `reports` (`target_type`,`id`);--> statement-breakpoint
CREATE INDEX `reports_by_target_and_status` ON `reports` (`target_type`,`status`,`id`);