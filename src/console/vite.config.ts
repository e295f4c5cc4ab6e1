import process from "node:process";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = import.meta.dirname;
const worker = "service-worker";

export default defineConfig(({ command }) => {
  // A build started by a test runner inherits its NODE_ENV, and would hold React's development half as well.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: here,
    plugins: [react(), tailwindcss()],
    build: {
      outDir: `${here}/../../dist/console`,
      emptyOutDir: true,
      // The content security policy allows scripts and styles from files alone.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { console: `${here}/index.html`, [worker]: `${here}/push/service-worker.ts` },
        output: {
          // What a service worker is in charge of is what lies below its script, and browsers look for it by its name.
          entryFileNames: ({ name }) => (name === worker ? "[name].js" : "assets/[name]-[hash].js"),
        },
      },
    },
  };
});
