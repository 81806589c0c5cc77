// Shows a file of splats in a viewer that others wrote, in headless Chromium, from the cameras of a
// render, and says how like ours its pictures are: PSNR of each frame, and the mean.
//
//   node view.mjs SPLATS RENDERS [CHROMIUM]
//
// RENDERS is what './resplat render' left: render.json and frames on black. What the viewer shows
// is kept there as NAME.viewer.png.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const [splats, renders, chromium = "/usr/bin/chromium"] = process.argv.slice(2);
if (!splats || !renders) {
  console.error("usage: node view.mjs SPLATS RENDERS [CHROMIUM]");
  process.exit(2);
}
const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const scene = "/scene" + path.basename(splats).replace(/^[^.]*/, "");
const routes = {
  "/three.js": path.join(modules, "three/build/three.module.js"),
  "/three.core.js": path.join(modules, "three/build/three.core.js"),
  "/viewer.js": path.join(
    modules,
    "@mkkellogg/gaussian-splats-3d/build/gaussian-splats-3d.module.js",
  ),
  [scene]: splats,
};
const page = `<!doctype html><style>body{margin:0;background:#000}</style>
<script type="importmap">{"imports":{"three":"/three.js"}}</script>
<script type="module">
import * as THREE from "three";
import * as GaussianSplats3D from "/viewer.js";
window.show = async (frame, scene) => {
  const {w, h, fx, fy, cx, cy, w2c} = frame;
  const root = document.createElement("div");
  root.style.cssText = "width:" + w + "px;height:" + h + "px";
  document.body.replaceChildren(root);
  const near = 0.01, far = 1000;
  const camera = new THREE.PerspectiveCamera();
  camera.near = near;
  camera.far = far;
  camera.updateProjectionMatrix = () => {
    camera.projectionMatrix.set(
      2 * fx / w, 0, 1 - 2 * cx / w, 0,
      0, 2 * fy / h, 2 * cy / h - 1, 0,
      0, 0, -(far + near) / (far - near), -2 * far * near / (far - near),
      0, 0, -1, 0);
    camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
  };
  camera.updateProjectionMatrix();
  const view = new THREE.Matrix4().set(...w2c[0], ...w2c[1], ...w2c[2], 0, 0, 0, 1);
  // y and z of a camera point up and back there
  view.premultiply(new THREE.Matrix4().makeScale(1, -1, -1)).invert();
  view.decompose(camera.position, camera.quaternion, camera.scale);
  camera.updateMatrixWorld();
  const renderer = new THREE.WebGLRenderer({antialias: false, preserveDrawingBuffer: true});
  renderer.setPixelRatio(1);
  renderer.setSize(w, h);
  renderer.setClearColor(0, 1);
  root.appendChild(renderer.domElement);
  const viewer = new GaussianSplats3D.Viewer({
    rootElement: root, renderer, camera, selfDrivenMode: false, useBuiltInControls: false,
    sharedMemoryForWorkers: false, gpuAcceleratedSort: false, sphericalHarmonicsDegree: 2,
    ignoreDevicePixelRatio: true, sceneRevealMode: GaussianSplats3D.SceneRevealMode.Instant,
    logLevel: GaussianSplats3D.LogLevel.None,
  });
  await viewer.addSplatScene(scene, {progressiveLoad: false, showLoadingUI: false,
    splatAlphaRemovalThreshold: 0});
  // sorting is done by a worker meanwhile
  for (let i = 0; i < 30; i++) {
    viewer.update();
    viewer.render();
    await new Promise(done => setTimeout(done, 100));
  }
  viewer.update();
  viewer.render();
  return renderer.domElement.toDataURL("image/png");
};
window.psnr = async (a, b) => {
  const pixels = async url => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  };
  const x = await pixels(a), y = await pixels(b);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    if (i % 4 < 3) sum += ((x[i] - y[i]) / 255) ** 2;
  }
  return -10 * Math.log10(sum / (x.length * 3 / 4));
};
window.ready = true;
</script>`;
const server = http.createServer((request, response) => {
  const file = routes[request.url];
  if (request.url === "/") {
    response.setHeader("content-type", "text/html");
    response.end(page);
  } else if (file && fs.existsSync(file)) {
    response.setHeader("content-type",
      file.endsWith(".js") ? "text/javascript" : "application/octet-stream");
    fs.createReadStream(file).pipe(response);
  } else if (request.url === "/favicon.ico") {
    response.end();
  } else {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise(done => server.listen(0, "127.0.0.1", done));
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
try {
  const tab = await browser.newPage();
  tab.on("pageerror", error => console.error(String(error)));
  tab.on("console", message => message.type() === "error" && console.error(message.text()));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.waitForFunction("window.ready === true");
  const {frames} = JSON.parse(fs.readFileSync(path.join(renders, "render.json")));
  let sum = 0;
  for (const frame of frames) {
    const seen = await tab.evaluate((f, s) => window.show(f, s), frame, scene);
    const name = path.join(renders, frame.file.replace(/\.png$/, ".viewer.png"));
    fs.writeFileSync(name, Buffer.from(seen.split(",")[1], "base64"));
    const ours = "data:image/png;base64," +
      fs.readFileSync(path.join(renders, frame.file)).toString("base64");
    const psnr = await tab.evaluate((a, b) => window.psnr(a, b), seen, ours);
    console.log(`${frame.file}  ${psnr.toFixed(2)} dB`);
    sum += psnr;
  }
  console.log(`mean  ${(sum / frames.length).toFixed(2)} dB`);
} finally {
  await browser.close();
  server.close();
}
