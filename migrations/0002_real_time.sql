CREATE TABLE `activity_counters` (
	`topic` text PRIMARY KEY NOT NULL,
	`likes` integer DEFAULT 0 NOT NULL,
	`comments` integer DEFAULT 0 NOT NULL,
	`views` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attachment_audiences` (
	`attachment_id` text NOT NULL,
	`audience` text NOT NULL,
	PRIMARY KEY(`attachment_id`, `audience`),
	FOREIGN KEY (`attachment_id`) REFERENCES `attachments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `attachments_of_audience` ON `attachment_audiences` (`audience`);--> statement-breakpoint
CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`size` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`multipart_id` text,
	`unclaimed_since` integer
);
--> statement-breakpoint
CREATE INDEX `attachments_by_owner` ON `attachments` (`owner_id`,`id`);--> statement-breakpoint
CREATE INDEX `attachments_unclaimed` ON `attachments` (`unclaimed_since`) WHERE "attachments"."unclaimed_since" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `blocks` (
	`blocker_id` text NOT NULL,
	`blocked_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`blocker_id`, `blocked_id`)
);
--> statement-breakpoint
CREATE INDEX `blocks_by_age` ON `blocks` (`blocker_id`,`created_at`,`blocked_id`);--> statement-breakpoint
CREATE INDEX `blocks_of_user` ON `blocks` (`blocked_id`,`blocker_id`);--> statement-breakpoint
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`reporter_id` text NOT NULL,
	`target_type` text NOT NULL,
	`target_id` text NOT NULL,
	`conversation_id` text,
	`reason` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`note` text,
	`decided_by` text,
	`decided_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reports_by_status` ON `reports` (`status`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `reports_open` ON `reports` (`reporter_id`,`target_type`,`target_id`) WHERE "reports"."status" = 'open';--> statement-breakpoint
DROP INDEX `memberships_of_user`;--> statement-breakpoint
CREATE INDEX `members_by_joining` ON `conversation_members` (`conversation_id`,`joined_at`,`user_id`);--> statement-breakpoint
CREATE INDEX `memberships_of_user` ON `conversation_members` (`user_id`,`conversation_id`);--> statement-breakpoint
ALTER TABLE `conversations` ADD `companion` text;