-- How many follow whom, kept with each row of `follows`.
CREATE TRIGGER follow_counted AFTER INSERT ON follows BEGIN
  INSERT INTO follow_counts (user_id, followers, following) VALUES (NEW.followed_id, 1, 0)
    ON CONFLICT (user_id) DO UPDATE SET followers = followers + 1;
  INSERT INTO follow_counts (user_id, followers, following) VALUES (NEW.follower_id, 0, 1)
    ON CONFLICT (user_id) DO UPDATE SET following = following + 1;
END;
--> statement-breakpoint
CREATE TRIGGER follow_uncounted AFTER DELETE ON follows BEGIN
  UPDATE follow_counts SET followers = followers - 1 WHERE user_id = OLD.followed_id;
  UPDATE follow_counts SET following = following - 1 WHERE user_id = OLD.follower_id;
END;
--> statement-breakpoint
-- How many belong to a space, kept with each row of `space_members`.
CREATE TRIGGER member_counted AFTER INSERT ON space_members BEGIN
  UPDATE spaces SET member_count = member_count + 1 WHERE id = NEW.space_id;
END;
--> statement-breakpoint
CREATE TRIGGER member_uncounted AFTER DELETE ON space_members BEGIN
  UPDATE spaces SET member_count = member_count - 1 WHERE id = OLD.space_id;
END;
--> statement-breakpoint
-- The words of the names and descriptions of spaces; a row has the number of its space.
CREATE VIRTUAL TABLE space_search USING fts5(name, description, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
--> statement-breakpoint
CREATE TRIGGER space_indexed AFTER INSERT ON spaces BEGIN
  INSERT INTO space_search (rowid, name, description) VALUES (NEW.number, NEW.name, NEW.description);
END;
--> statement-breakpoint
CREATE TRIGGER space_reindexed AFTER UPDATE OF name, description ON spaces BEGIN
  UPDATE space_search SET name = NEW.name, description = NEW.description WHERE rowid = NEW.number;
END;
--> statement-breakpoint
CREATE TRIGGER space_unindexed AFTER DELETE ON spaces BEGIN
  DELETE FROM space_search WHERE rowid = OLD.number;
END;
--> statement-breakpoint
-- The words of people's usernames and names; a row has the number of its user.
CREATE VIRTUAL TABLE user_search USING fts5(username, name, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
--> statement-breakpoint
INSERT INTO searched_users (user_id) SELECT id FROM users ORDER BY id;
--> statement-breakpoint
INSERT INTO user_search (rowid, username, name)
  SELECT number, username, search_name FROM searched_users JOIN users ON users.id = searched_users.user_id;
--> statement-breakpoint
CREATE TRIGGER user_indexed AFTER INSERT ON users BEGIN
  INSERT INTO searched_users (user_id) VALUES (NEW.id);
  INSERT INTO user_search (rowid, username, name)
    SELECT number, NEW.username, NEW.search_name FROM searched_users WHERE user_id = NEW.id;
END;
--> statement-breakpoint
CREATE TRIGGER user_reindexed AFTER UPDATE OF username, search_name ON users BEGIN
  UPDATE user_search SET username = NEW.username, name = NEW.search_name
    WHERE rowid = (SELECT number FROM searched_users WHERE user_id = NEW.id);
END;
--> statement-breakpoint
CREATE TRIGGER user_unindexed AFTER DELETE ON users BEGIN
  DELETE FROM user_search WHERE rowid = (SELECT number FROM searched_users WHERE user_id = OLD.id);
  DELETE FROM searched_users WHERE user_id = OLD.id;
END;
--> statement-breakpoint
-- The words of posts; a row has the position of its post.
CREATE VIRTUAL TABLE post_search USING fts5(content, content = 'posts', content_rowid = 'position', tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
--> statement-breakpoint
CREATE TRIGGER post_indexed AFTER INSERT ON posts BEGIN
  INSERT INTO post_search (rowid, content) VALUES (NEW.position, NEW.content);
END;
--> statement-breakpoint
CREATE TRIGGER post_reindexed AFTER UPDATE OF content ON posts BEGIN
  INSERT INTO post_search (post_search, rowid, content) VALUES ('delete', OLD.position, OLD.content);
  INSERT INTO post_search (rowid, content) VALUES (NEW.position, NEW.content);
END;
--> statement-breakpoint
CREATE TRIGGER post_unindexed AFTER DELETE ON posts BEGIN
  INSERT INTO post_search (post_search, rowid, content) VALUES ('delete', OLD.position, OLD.content);
END;
--> statement-breakpoint
-- How posts are marked goes with their space: the newest five hundred at once, the others in bounded steps.
CREATE TRIGGER space_posts_follow AFTER UPDATE OF visibility ON spaces WHEN NEW.visibility <> OLD.visibility BEGIN
  UPDATE posts SET is_private = (NEW.visibility = 'private') WHERE position IN (
    SELECT position FROM posts WHERE space_id = NEW.id AND is_private = (NEW.visibility = 'public')
      ORDER BY position DESC LIMIT 500);
  INSERT INTO visibility_changes (space_id, tried_at) SELECT NEW.id, NEW.updated_at
    WHERE EXISTS (SELECT 1 FROM posts WHERE space_id = NEW.id AND is_private = (NEW.visibility = 'public'))
    ON CONFLICT (space_id) DO NOTHING;
END;
--> statement-breakpoint
-- The words of the jobs that are open; a row has the number of its job. What is closed is closed for good.
CREATE VIRTUAL TABLE job_search USING fts5(title, description, location, content = 'job_ads', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
--> statement-breakpoint
CREATE TRIGGER job_indexed AFTER INSERT ON job_ads BEGIN
  INSERT INTO job_search (rowid, title, description, location)
    VALUES (NEW.number, NEW.title, NEW.description, NEW.location);
END;
--> statement-breakpoint
CREATE TRIGGER job_reindexed AFTER UPDATE OF title, description, location ON job_ads WHEN OLD.status = 'open' AND NEW.status = 'open' BEGIN
  INSERT INTO job_search (job_search, rowid, title, description, location)
    VALUES ('delete', OLD.number, OLD.title, OLD.description, OLD.location);
  INSERT INTO job_search (rowid, title, description, location)
    VALUES (NEW.number, NEW.title, NEW.description, NEW.location);
END;
--> statement-breakpoint
CREATE TRIGGER job_unindexed AFTER UPDATE OF status ON job_ads WHEN OLD.status = 'open' AND NEW.status <> 'open' BEGIN
  INSERT INTO job_search (job_search, rowid, title, description, location)
    VALUES ('delete', OLD.number, OLD.title, OLD.description, OLD.location);
END;
--> statement-breakpoint
