import { RichText } from "../thread/rich-text.tsx";

/** What somebody wrote, in the direction of its own language. */
export function PostText({ text, meUsername }: { text: string; meUsername: string }) {
  return (
    <div className="leading-relaxed wrap-anywhere">
      <RichText meUsername={meUsername} hasLinkedNames>
        {text}
      </RichText>
    </div>
  );
}
