ALTER TABLE `job_applications` ADD `history` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
-- Of what happened before, the beginning and where it stands now are known.
UPDATE `job_applications` SET `history` = CASE `status`
	WHEN 'submitted' THEN json_array(json_object('status', 'submitted', 'at', `created_at`))
	ELSE json_array(json_object('status', 'submitted', 'at', `created_at`), json_object('status', `status`, 'at', `updated_at`))
END;--> statement-breakpoint
CREATE INDEX `applications_by_status` ON `applications` (`status`,`id`);
