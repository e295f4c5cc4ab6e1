import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { Failure } from "../../client/index.ts";
import { failureText, faultText, type Words } from "./failure-text.ts";
import { failureOf } from "./request-failed.ts";

/** Reads a form's text fields by their names. */
export type Fields = (name: string) => string;

/**
 * One form's way to the server: `action` gets its fields and throws what fails; the rest is what the form shows.
 *
 * `problem` is for the form as a whole, `problemOf` for one field of it; `words` are what the form says to some codes.
 */
export function useSubmit<T>(action: (fields: Fields, form: HTMLFormElement) => Promise<T>, words?: Words) {
  const { mutate, isPending, isSuccess, data, error } = useMutation({
    mutationFn: (form: HTMLFormElement) => {
      const fields = new FormData(form);
      return action((name) => textOf(fields.get(name)), form);
    },
  });
  const failure: Failure | null = error && failureOf(error);
  return {
    isPending,
    isSuccess,
    data,
    problem: failure && failureText(failure, words),
    problemOf: (path: string) => {
      const fault = failure?.errors?.find((one) => one.path === path);
      return fault ? faultText(fault.message) : takenText(failure, path);
    },
    submit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      mutate(event.currentTarget);
    },
  };
}

/** A taken username is a refusal as a whole, but there is only one field to change. */
function takenText(failure: Failure | null, path: string): string | undefined {
  return failure?.code === "USERNAME_TAKEN" && path === "username" ? failureText(failure) : undefined;
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === "string" ? value : "";
}
